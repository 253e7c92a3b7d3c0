/** Whether a request may have been done although it failed: nobody answered, or who answered does not know yet. */
export function isUnknown({ slug, status }: { slug: string; status: number }): boolean {
  return status === 0 || status === 408 || status === 425 || status >= 500 || slug === 'request-in-flight';
}
