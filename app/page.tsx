import { cookies } from 'next/headers';
import { Suspense } from 'react';
import { Overview } from '../components/overview/overview.tsx';
import { OverviewSkeleton } from '../components/overview/overview-skeleton.tsx';
import { ZONE_COOKIE } from '../components/state/zone-cookie.ts';
import { firstAnswers } from './first-answers.ts';
import { queryOf, type SearchParams } from './search-params.ts';
import { zoneOf } from './zone.ts';

export const metadata = { title: 'Overview' };
export const dynamic = 'force-dynamic';

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const query = queryOf(await searchParams);
  const zone = zoneOf((await cookies()).get(ZONE_COOKIE)?.value);
  const now = Date.now();
  const first = await firstAnswers(query, zone, now);
  return (
    <Suspense fallback={<OverviewSkeleton />}>
      <Overview first={first} zone={zone ?? 'UTC'} now={now} />
    </Suspense>
  );
}
