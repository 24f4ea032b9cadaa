import { Button } from '@mantine/core';
import Link from 'next/link';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <div style={{ padding: '18vh 16px 0', textAlign: 'center' }}>
      <h1>There is no such page</h1>
      <Link href="/">
        <Button component="span" variant="light">
          To the overview
        </Button>
      </Link>
    </div>
  );
}
