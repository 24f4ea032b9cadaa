import { cookies } from 'next/headers';
import { Suspense } from 'react';
import { LivePage } from '../../components/live/live-page.tsx';
import { ZONE_COOKIE } from '../../components/state/zone-cookie.ts';
import { firstSites } from '../first-answers.ts';
import { zoneOf } from '../zone.ts';

export const metadata = { title: 'Live' };
export const dynamic = 'force-dynamic';

export default async function Page() {
  const zone = zoneOf((await cookies()).get(ZONE_COOKIE)?.value);
  return (
    <Suspense>
      <LivePage first={await firstSites()} zone={zone ?? 'UTC'} />
    </Suspense>
  );
}
