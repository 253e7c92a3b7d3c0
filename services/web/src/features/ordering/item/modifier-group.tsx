'use client';

import type { ModifierGroup } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Choice } from '@/ui/field';

import { declaredIn } from '../model/avoid';
import { type Chosen, chosenIn, isSingle } from '../model/choice';
import { useAllergenNames } from '../use-avoided';
import styles from './item.module.css';

interface Props {
  group: ModifierGroup;
  chosen: Chosen;
  currency: string;
  missing: boolean;
  avoided: readonly string[];
  onChoose: (modifierId: string) => void;
}

export function ModifierGroupField({ group, chosen, currency, missing, avoided, onChoose }: Props) {
  const words = useDinerWords();
  const locale = useLocale();
  const nameAll = useAllergenNames();
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
        const declared = declaredIn(option.allergens, avoided);
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
            {declared.length > 0 && (
              <>
                <br />
                <span className={styles.rule}>{words('menu.declares', { allergens: nameAll(declared) })}</span>
              </>
            )}
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
