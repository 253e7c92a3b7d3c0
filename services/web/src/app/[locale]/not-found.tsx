import { CATALOGUE } from '@/lib/i18n/catalogue';
import { translator } from '@/lib/i18n/translate';
import { Empty } from '@/ui/panel';

/** Next tells this page no parameters, so that it speaks English. */
export default function NotFound() {
  const words = translator('en', CATALOGUE.en.common);
  return (
    <main id="content">
      <Empty icon="table" heading="h1" title={words('notFound.title')}>
        {words('notFound.text')}
      </Empty>
    </main>
  );
}
