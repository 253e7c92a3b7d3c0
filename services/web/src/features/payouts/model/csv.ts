/** The name that the service gave the file, or one that says as much. */
export function fileNameOf(header: string | null, payoutId: string): string {
  return /filename="([\w.-]+)"/.exec(header ?? '')?.[1] ?? `statement-${payoutId.replace(/\W/g, '')}.csv`;
}
