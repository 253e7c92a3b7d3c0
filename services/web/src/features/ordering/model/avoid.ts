import type { DinerItem, ModifierGroup } from '@/api/types';

/** Whether fewer options are left without the allergen than must be chosen. */
const cannotAvoid = ({ minimum, options }: ModifierGroup, code: string): boolean => options.filter((option) => !option.sold_out && !option.allergens.includes(code)).length < minimum;

/** What of it a dish declares whatever is chosen: in itself, or in every choice that it asks for. */
export function declaredBy(item: DinerItem, avoided: readonly string[]): string[] {
  return avoided.filter((code) => item.allergens.includes(code) || item.modifier_groups.some((group) => group.minimum > 0 && cannotAvoid(group, code)));
}

export const declaredIn = (allergens: readonly string[], avoided: readonly string[]): string[] => avoided.filter((code) => allergens.includes(code));
