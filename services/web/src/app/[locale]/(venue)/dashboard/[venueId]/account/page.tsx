import { AccountScreen } from '@/features/account/account-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('account.title');

export default function AccountPage() {
  return <AccountScreen />;
}
