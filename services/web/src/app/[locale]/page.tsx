import { CATALOGUE } from '@/lib/i18n/catalogue';
import { isLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translate';
import { ButtonLink } from '@/ui/button';
import { Empty } from '@/ui/panel';

export const dynamic = 'force-dynamic';

export default async function Home({ params }: { params: Promise<{ locale: string }> }) {
  const { locale: asked } = await params;
  const locale = isLocale(asked) ? asked : 'en';
  const words = translator(locale, CATALOGUE[locale].common);
  return (
    <main id="content">
      <Empty
        icon="table"
        heading="h1"
        title={words('home.title')}
        actions={
          <ButtonLink href="/dashboard" icon="board">
            {words('home.staff')}
          </ButtonLink>
        }
        reference={words('home.staff.text')}
      >
        {words('home.text')}
      </Empty>
    </main>
  );
}
