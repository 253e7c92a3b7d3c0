import { AvailabilityScreen } from '@/features/service/availability-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('nav.availability');

export default function AvailabilityPage() {
  return <AvailabilityScreen />;
}
