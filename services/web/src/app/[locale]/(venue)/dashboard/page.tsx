import { Entrance } from '@/features/dashboard/entrance';

import { titled } from './titled';

export const generateMetadata = titled('title');

export default function DashboardPage() {
  return <Entrance />;
}
