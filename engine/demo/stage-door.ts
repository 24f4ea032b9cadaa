import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that a person can make happen in a demo. */
export interface Action {
  /** In the address: `POST /outage-tidal`. */
  id: string;
  label: string;
  run(): void;
}

interface StageDoorOptions {
  host: string;
  /** 0 for a free one. */
  port: number;
  actions: readonly Action[];
  scene(): string;
}

/** Serves one page with a button for each action: for whoever shows the demo, in a second window or on a phone. */
export async function startStageDoor(options: StageDoorOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { host, port } = options;
  const server = createServer((request, response) => answer(options, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const message = `Port ${port} on ${host} is in use; choose another with --port`;
      reject(taken ? new Error(message, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer({ actions, scene }: StageDoorOptions, request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '/').slice(1).split('?')[0];
  const action = actions.find(({ id }) => id === path);
  const send = (status: number, type: string, body: string): void => {
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
    response.end(body);
  };
  if (path === '') send(200, 'text/html', page(actions));
  else if (path === 'scene') send(200, 'text/plain', scene());
  else if (!action) send(404, 'text/plain', `there are ${actions.map(({ id }) => id).join(', ')}\n`);
  else if (request.method !== 'POST') send(405, 'text/plain', 'POST makes it happen\n');
  else if (isForeign(request)) send(403, 'text/plain', 'only this page may ask for it\n');
  else {
    action.run();
    send(200, 'text/plain', `${scene()}\n`);
  }
}

/** Whether a page of another site asks. */
function isForeign({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}

function page(actions: readonly Action[]): string {
  const buttons = actions.map(({ id, label }) => `<button data-action="${id}">${label}</button>`).join('');
  return `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Stage door</title>
<style>
:root{color-scheme:light dark;font:18px system-ui,sans-serif}
body{max-width:30rem;margin:3rem auto;padding:0 1rem}
button{display:block;width:100%;margin:.6rem 0;padding:1rem;font:inherit;border:1px solid #8886;border-radius:.6rem;background:#8881;color:inherit;cursor:pointer;text-align:left}
button:hover,button:focus-visible{background:#8883}
p{min-height:3em;opacity:.75}
</style>
<h1>Stage door</h1><p role="status"></p>${buttons}
<script>
const status = document.querySelector('p');
const look = async (answer) => { status.textContent = await (await answer).text(); };
document.body.addEventListener('click', (event) => {
  const id = event.target.dataset?.action;
  if (id) look(fetch('/' + id, { method: 'POST' }));
});
const watch = () => look(fetch('/scene')).catch(() => { status.textContent = 'The demo has ended.'; });
watch();
setInterval(watch, 1000);
</script></html>`;
}
