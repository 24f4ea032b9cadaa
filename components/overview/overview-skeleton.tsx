import { Skeleton } from '@mantine/core';
import classes from './overview.module.css';

/** The overview's shape while it is on its way. */
export function OverviewSkeleton() {
  return (
    <div className={classes.overview} role="status" aria-label="Loading" data-testid="loading">
      <Skeleton height={36} width={260} />
      <Skeleton height={470} radius={14} />
      <div className={classes.lists}>
        {['sources', 'pages', 'locations', 'devices'].map((panel) => (
          <Skeleton key={panel} height={440} radius={14} />
        ))}
      </div>
    </div>
  );
}
