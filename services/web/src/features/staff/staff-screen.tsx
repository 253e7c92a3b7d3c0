'use client';

import { useState } from 'react';

import type { Member } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDate } from '@/lib/time';
import { Button } from '@/ui/button';
import { Page } from '@/ui/page';
import { Skeleton } from '@/ui/panel';
import { Reading } from '@/ui/problem';
import { Table } from '@/ui/table';

import { AddDialog } from './add-dialog';
import { CodeDialog } from './code-dialog';
import { RemoveDialog } from './remove-dialog';
import styles from './staff.module.css';

type Open = { what: 'staff' | 'device' } | { what: 'code' | 'remove'; member: Member };

/** V14. */
export function StaffScreen() {
  const words = useVenueWords();
  const people = useVenueQuery(['staff'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}/staff', { params: { path: { venue_id: venueId } } }));
  const devices = useVenueQuery(['devices'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}/devices', { params: { path: { venue_id: venueId } } }));
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const problem = people.problem ?? devices.problem;
  const show = (what: 'code' | 'remove') => (member: Member) => setOpen({ what, member });
  return (
    <Page title={words('staff.title')} about={words('staff.text')}>
      <Reading
        problem={problem}
        isThere={Boolean(people.data && devices.data)}
        onRetry={() => {
          people.reload();
          devices.reload();
        }}
        waiting={<Skeleton height="20rem" />}
      />
      {people.data && devices.data && (
        <>
          <Members kind="staff" members={people.data.members} onAdd={() => setOpen({ what: 'staff' })} onCode={show('code')} onRemove={show('remove')} />
          <Members kind="device" members={devices.data.members} onAdd={() => setOpen({ what: 'device' })} onCode={show('code')} onRemove={show('remove')} />
        </>
      )}
      {(open?.what === 'staff' || open?.what === 'device') && <AddDialog kind={open.what} onClose={close} onAdded={show('code')} />}
      {open?.what === 'code' && <CodeDialog member={open.member} onClose={close} />}
      {open?.what === 'remove' && <RemoveDialog member={open.member} onClose={close} />}
    </Page>
  );
}

interface Props {
  kind: 'staff' | 'device';
  members: readonly Member[];
  onAdd: () => void;
  onCode: (member: Member) => void;
  onRemove: (member: Member) => void;
}

function Members({ kind, members, onAdd, onCode, onRemove }: Props) {
  const words = useVenueWords();
  const title = words(kind === 'staff' ? 'staff.people' : 'staff.devices');
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <Button icon="plus" onClick={onAdd}>
          {words(kind === 'staff' ? 'staff.addPerson' : 'staff.addDevice')}
        </Button>
      </header>
      {members.length ? <MemberTable title={title} members={members} onCode={onCode} onRemove={onRemove} /> : <p className={styles.about}>{words(kind === 'staff' ? 'staff.none.people' : 'staff.none.devices')}</p>}
    </section>
  );
}

function MemberTable({ title, members, onCode, onRemove }: Pick<Props, 'members' | 'onCode' | 'onRemove'> & { title: string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { session } = useSession();
  const timeZone = useVenue().data?.timezone;
  const isMe = (member: Member): boolean => session.subject === `${member.kind}:${member.member_id}`;
  return (
    <Table
      caption={title}
      hideCaption
      rows={members}
      rowKey={({ member_id }) => member_id}
      columns={[
        {
          key: 'name',
          head: words('staff.name'),
          cell: (member) => (
            <span className={styles.name}>
              {member.name} {isMe(member) && <small>({words('staff.you')})</small>}
            </span>
          ),
        },
        { key: 'role', head: words('staff.role'), cell: (member) => words(`role.${member.role}`) },
        { key: 'since', head: words('staff.since'), cell: (member) => formatDate(member.created_at, locale, timeZone) },
        {
          key: 'acts',
          head: <span className="visually-hidden">{words('staff.acts')}</span>,
          figures: true,
          cell: (member) => (
            <span className={styles.acts}>
              <Button aria-label={`${words('staff.code')}: ${member.name}`} onClick={() => onCode(member)}>
                {words('staff.code')}
              </Button>
              {!isMe(member) && (
                <Button look="plain" aria-label={`${words('staff.remove')}: ${member.name}`} onClick={() => onRemove(member)}>
                  {words('staff.remove')}
                </Button>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}
