import { cookies } from 'next/headers';
import { ZONE_COOKIE } from '../../components/state/zone-cookie.ts';
import { StreamsPage } from '../../components/streams/streams-page.tsx';
import { zoneOf } from '../zone.ts';

export const metadata = { title: 'Streams' };
export const dynamic = 'force-dynamic';

export default async function Page() {
  return <StreamsPage zone={zoneOf((await cookies()).get(ZONE_COOKIE)?.value) ?? 'UTC'} />;
}
