/** Regulation (EU) 1169/2011, in the order of its letters; the service knows the same fourteen. */
export const ALLERGENS = ['celery', 'crustaceans', 'eggs', 'fish', 'gluten', 'lupin', 'milk', 'molluscs', 'mustard', 'nuts', 'peanuts', 'sesame', 'soybeans', 'sulphites'] as const;

export type Allergen = (typeof ALLERGENS)[number];

export const isAllergen = (code: string): code is Allergen => ALLERGENS.includes(code as Allergen);
