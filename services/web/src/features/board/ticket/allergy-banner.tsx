'use client';

import { useEffect, useRef } from 'react';

import { useVenueWords } from '@/lib/context/context';
import type { CommonKey } from '@/lib/i18n/catalogue';
import { Icon } from '@/ui/icon';

import { hasAllergy, isAllergyAsked, needsAllergyCheck, type Ticket } from '../model/ticket';
import { useTicketActs } from '../use-ticket-acts';
import styles from './ticket.module.css';

/** An animation begins anew when it has another name. */
const NUDGES = ['even', 'odd'];

/** Loud until somebody has answered for it; a bump before that comes back here. Without a word of the guest it only informs. */
export function AllergyBanner({ ticket, asked }: { ticket: Ticket; asked: number }) {
  const words = useVenueWords();
  const { checkAllergy } = useTicketActs();
  const button = useRef<HTMLButtonElement>(null);
  const names = ticket.allergens.map((code) => words(`allergen.${code}` as CommonKey)).join(', ');
  const ticked = useTicked(ticket);
  const mustCheck = needsAllergyCheck(ticket);
  useEffect(() => {
    if (asked) button.current?.focus();
  }, [asked]);
  if (!isAllergyAsked(ticket)) return <p className={styles.contains}>{words('board.allergy.contains', { names })}</p>;
  if (!mustCheck) {
    return (
      <p className={styles.checked}>
        <Icon name="check" size={20} /> {words('board.allergy.checked', { names: [ticked, names].filter(Boolean).join(' · ') })}
      </p>
    );
  }
  return (
    <button ref={button} type="button" className={styles.allergy} data-allergy data-asked={asked > 0 ? NUDGES[asked % 2] : undefined} onClick={() => void checkAllergy(ticket)}>
      <Icon name="alert" size={32} />
      <span>
        <strong className={styles.allergyNames}>{ticked ?? names}</strong>
        {ticked && <span className={styles.allergyContains}>{names ? words('board.allergy.contains', { names }) : words('board.allergy.undeclared')}</span>}
        <span className={styles.allergyAsk}>{words('board.allergy.ask')}</span>
      </span>
    </button>
  );
}

/** What the guest ticked: the whole order, or which of its dishes; null when it is only in the guest's words. */
function useTicked(ticket: Ticket): string | null {
  const words = useVenueWords();
  if (!hasAllergy(ticket)) return null;
  const names = ticket.lines.filter((line) => line.allergy).map((line) => line.name);
  return words('order.allergy.of', { dishes: ticket.allergy ? words('order.allergy.whole') : [...new Set(names)].join(', ') });
}
