import { OverviewSkeleton } from '../components/overview/overview-skeleton.tsx';

/** Shown at once on the way from page to page. */
export default function Loading() {
  return <OverviewSkeleton />;
}
