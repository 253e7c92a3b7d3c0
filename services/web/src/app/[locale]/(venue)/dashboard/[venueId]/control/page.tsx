import { ControlScreen } from '@/features/service/control-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('nav.control');

export default function ControlPage() {
  return <ControlScreen />;
}
