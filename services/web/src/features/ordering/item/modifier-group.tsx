'use client';

import type { ModifierGroup } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Choice } from '@/ui/field';

import { type Chosen, chosenIn, isSingle } from '../model/choice';
import styles from './item.module.css';

interface Props {
  group: ModifierGroup;
  chosen: Chosen;
  currency: string;
  missing: boolean;
  onChoose: (modifierId: string) => void;
}

export function ModifierGroupField({ group, chosen, currency, missing, onChoose }: Props) {
  const words = useDinerWords();
  const locale = useLocale();
  const single = isSingle(group);
  const isFull = chosenIn(group, chosen) >= group.maximum;
  return (
    <fieldset id={`group-${group.group_id}`} className={styles.group} aria-describedby={missing ? `group-${group.group_id}-missing` : undefined}>
      <legend className={styles.legend}>
        <span className={styles.groupName}>{group.name}</span>
        <span className={styles.rule}>{ruleOf(group, words)}</span>
      </legend>
      {missing && (
        <p id={`group-${group.group_id}-missing`} role="alert" className={styles.missing}>
          {words('item.missing', { group: group.name })}
        </p>
      )}
      {group.options.map((option) => {
        const isChosen = chosen.has(option.modifier_id);
        const price = option.amount_minor ? `+ ${formatMoney(option.amount_minor, currency, locale)}` : '';
        return (
          <Choice
            key={option.modifier_id}
            type={single ? 'radio' : 'checkbox'}
            name={group.group_id}
            checked={isChosen}
            disabled={option.sold_out || (!single && isFull && !isChosen)}
            end={option.sold_out ? words('menu.soldOut') : price}
            onChange={() => onChoose(option.modifier_id)}
          >
            {option.name}
          </Choice>
        );
      })}
    </fieldset>
  );
}

function ruleOf({ minimum, maximum }: ModifierGroup, words: ReturnType<typeof useDinerWords>): string {
  if (minimum === maximum) return words('item.required', { count: minimum });
  return minimum ? words('item.range', { minimum, maximum }) : words('item.optional', { count: maximum });
}
