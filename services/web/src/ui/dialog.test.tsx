// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { Dialog } from './dialog';
import { LiveRegion, useAnnouncements } from './live';

const [OPEN, CLOSE, TOAST, SAY] = ['Open', 'Close', 'Toast', 'Say'];

function Page({ onUndo }: { onUndo?: () => void }) {
  const [open, setOpen] = useState(false);
  const { toast, say } = useAnnouncements();
  return (
    <>
      <button onClick={() => setOpen(true)}>{OPEN}</button>
      <Dialog open={open} onClose={() => setOpen(false)} title="A dialog" closeLabel={CLOSE!}>
        <button onClick={() => toast('Copied', onUndo && { label: 'Undo', run: onUndo })}>{TOAST}</button>
        <button onClick={() => say('Spoken')}>{SAY}</button>
      </Dialog>
    </>
  );
}

const press = (name: string): boolean => fireEvent.click(screen.getByText(name));
const shown = (onUndo?: () => void) => render(<LiveRegion><Page onUndo={onUndo} /></LiveRegion>);

afterEach(cleanup);

describe('a dialog', () => {
  it('gives the focus back to what opened it', () => {
    // As browsers do it: what is out of the page gives nothing back.
    vi.spyOn(HTMLDialogElement.prototype, 'close').mockImplementation(function (this: HTMLDialogElement) {
      this.removeAttribute('open');
    });
    shown();
    screen.getByText(OPEN!).focus();
    press(OPEN!);
    fireEvent.click(screen.getByLabelText(CLOSE!));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement?.textContent).toBe(OPEN);
  });

  it('says and shows inside what the page below it cannot, in a region that was there before', () => {
    let undone = false;
    shown(() => (undone = true));
    press(OPEN!);
    const [page, inside] = [...document.querySelectorAll('[role=status]')].sort((one) => (one.closest('dialog') ? 1 : -1));
    expect(inside?.closest('dialog')).not.toBeNull();
    press(TOAST!);
    expect([page?.textContent, inside?.textContent]).toEqual(['', 'CopiedUndo']);
    press('Undo');
    expect([undone, inside?.textContent]).toEqual([true, '']);
  });

  it('leaves to the page what was shown when it closed, and not what was said', async () => {
    shown();
    press(OPEN!);
    press(TOAST!);
    press(SAY!);
    await act(() => new Promise((resolve) => setTimeout(resolve, 60)));
    expect(screen.getByText('Spoken').closest('dialog')).not.toBeNull();
    fireEvent.click(screen.getByLabelText(CLOSE!));
    expect(screen.getByText('Copied').closest('dialog')).toBeNull();
    expect(screen.queryByText('Spoken')).toBeNull();
  });
});
