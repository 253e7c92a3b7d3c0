import { StaffScreen } from '@/features/staff/staff-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('staff.title');

export default function StaffPage() {
  return <StaffScreen />;
}
