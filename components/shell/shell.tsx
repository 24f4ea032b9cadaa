import Link from 'next/link';
import { type ReactNode, Suspense } from 'react';
import { ShortcutsProvider } from '../shortcuts/shortcuts.tsx';
import { ShortcutsHelp } from '../shortcuts/shortcuts-help.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import { ThemeToggle } from './theme-toggle.tsx';

/** The frame around every page. On a phone the navigation is at the bottom, within the thumb's reach. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <ShortcutsProvider>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        <div className={classes.inner}>
          <Link href="/" className={classes.brand} aria-label="Weir, to the overview">
            <Logo />
            <span className={classes.wordmark}>weir</span>
          </Link>
          <Suspense>
            <Navigation />
          </Suspense>
          <ThemeToggle />
        </div>
      </header>
      <main id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
      <ShortcutsHelp />
    </ShortcutsProvider>
  );
}
