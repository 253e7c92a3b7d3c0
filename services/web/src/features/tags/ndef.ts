/** Web NFC, as far as it is used here; TypeScript's own library does not have it. Chrome on Android alone does. */
export interface TagReading {
  address: string | null;
  serial: string | null;
}

export interface NdefReader {
  scan: (options: { signal: AbortSignal }) => Promise<void>;
  write: (message: { records: { recordType: 'url'; data: string }[] }, options: { overwrite: boolean; signal: AbortSignal }) => Promise<void>;
  makeReadOnly?: (options: { signal: AbortSignal }) => Promise<void>;
  addEventListener: (type: 'reading' | 'readingerror', heard: (event: Event) => void, options: { signal: AbortSignal }) => void;
}

interface NdefReadingEvent extends Event {
  serialNumber?: string;
  message: { records: readonly { recordType: string; data?: DataView }[] };
}

type NdefReaderClass = new () => NdefReader;

const readerClass = (): NdefReaderClass | undefined => (globalThis as { NDEFReader?: NdefReaderClass }).NDEFReader;

/** Whether the browser has it; that the phone has a chip and that it is on shows only when it is used. */
export const canWriteTags = (): boolean => readerClass() !== undefined;

export function openReader(): NdefReader {
  const Reader = readerClass();
  if (!Reader) throw new Error('no NDEFReader');
  return new Reader();
}

/** The first address on a tag; any other record is something that is not ours. */
export function readingOf(event: Event): TagReading {
  const { message, serialNumber } = event as NdefReadingEvent;
  const serial = serialNumber || null;
  const record = message.records.find(({ recordType }) => recordType !== 'empty');
  if (!record) return { address: null, serial };
  const isAddress = record.recordType === 'url' || record.recordType === 'absolute-url';
  return { address: isAddress && record.data ? new TextDecoder().decode(record.data) : `(${record.recordType})`, serial };
}
