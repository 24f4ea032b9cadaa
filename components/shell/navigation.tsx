'use client';

import { IconActivityHeartbeat, IconChartAreaLine, IconDatabaseShare, IconLayoutDashboard } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useShortcuts } from '../shortcuts/shortcuts.tsx';
import classes from './shell.module.css';

const PAGES = [
  { href: '/', label: 'Overview', keys: 'g o', Icon: IconChartAreaLine },
  { href: '/live', label: 'Live', keys: 'g l', Icon: IconActivityHeartbeat },
  { href: '/boards', label: 'Boards', keys: 'g b', Icon: IconLayoutDashboard },
  { href: '/streams', label: 'Streams', keys: 'g s', Icon: IconDatabaseShare, IconLayoutDashboard },
];

/** The pages; the chosen site goes along. */
export function Navigation() {
  const path = usePathname();
  const site = useSearchParams().get('site');
  const router = useRouter();
  const withSite = (href: string): string => (site ? `${href}?site=${encodeURIComponent(site)}` : href);
  useShortcuts(
    PAGES.map(({ href, label, keys }) => ({
      keys,
      label: `Go to ${label}`,
      group: 'Anywhere',
      run: () => router.push(withSite(href)),
    })),
  );
  return (
    <nav className={classes.navigation} aria-label="Pages">
      {PAGES.map(({ href, label, Icon }) => (
        <Link
          key={href}
          href={withSite(href)}
          className={classes.page}
          aria-current={path === href || (href !== '/' && path.startsWith(`${href}/`)) ? 'page' : undefined}
          data-testid={`nav-${label.toLowerCase()}`}
        >
          <Icon size={18} stroke={1.8} aria-hidden />
          <span>{label}</span>
        </Link>
      ))}
    </nav>
  );
}
