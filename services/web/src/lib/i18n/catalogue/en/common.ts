export const common = {
  'close': 'Close',
  'retry': 'Try again',
  'back': 'Back',
  'cancel': 'Cancel',
  'skip': 'Skip to the content',
  'language': 'Language',
  'sandbox': 'Sandbox: no real money moves here.',
  'reference': 'Reference {reference}',
  'offline.title': 'No connection',
  'offline.text': 'You can read on. Nothing is sent until you are back online.',
  'error.title': 'Something went wrong on our side',
  'error.text': 'Nothing was charged by this. Try again, or ask a member of staff.',
  'notFound.title': 'There is nothing at this address',
  'notFound.text': 'Tap the tag on your table again, or scan the code beside it.',
  'home.title': 'Order from your table',
  'home.text': 'Tap the tag on the table with your phone, or scan the code beside it. The menu opens by itself.',
} as const;

export type CommonKey = keyof typeof common;
