import { cookies } from 'next/headers';
import { Suspense } from 'react';
import { BoardPage } from '../../../components/boards/board-page.tsx';
import { ZONE_COOKIE } from '../../../components/state/zone-cookie.ts';
import { zoneOf } from '../../zone.ts';

export const metadata = { title: 'Board' };
export const dynamic = 'force-dynamic';

export default async function Page({ params }: { params: Promise<{ board: string }> }) {
  const zone = zoneOf((await cookies()).get(ZONE_COOKIE)?.value);
  return (
    <Suspense>
      <BoardPage id={(await params).board} zone={zone ?? 'UTC'} />
    </Suspense>
  );
}
