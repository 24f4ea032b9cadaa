import { Suspense } from 'react';
import { BoardsPage } from '../../components/boards/boards-page.tsx';
import { firstSites } from '../first-answers.ts';

export const metadata = { title: 'Boards' };
export const dynamic = 'force-dynamic';

export default async function Page() {
  return (
    <Suspense>
      <BoardsPage first={await firstSites()} />
    </Suspense>
  );
}
