'use client';

import { useVenueWords } from '@/lib/context/context';
import { ConfirmDialog } from '@/ui/confirm-dialog';

import type { Editor } from './use-editor';

export function DiscardDialog({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const words = useVenueWords();
  const discard = (): void => {
    editor.discard();
    onClose();
  };
  return (
    <ConfirmDialog title={words('menu.edit.discard.title')} action={words('menu.edit.discard')} closeLabel={words('close')} onClose={onClose} onConfirm={discard}>
      {words('menu.edit.discard.text')}
    </ConfirmDialog>
  );
}
