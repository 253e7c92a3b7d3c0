import { redirect } from 'next/navigation';

/** Which page is first depends on the role, which only the browser knows. */
export default function VenuePage(): never {
  redirect('/dashboard');
}
