import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** Where a listener's certificate is, as PEM files. */
export interface TlsFiles {
  /** The certificate, with the intermediate ones behind it. */
  readonly certPath: string;
  readonly keyPath: string;
  /** Authorities of client certificates: where given, on SSL a client must have one (mutual TLS), and its subject is who it is. */
  readonly clientCaPath?: string;
}

/** How often files are looked at for a new certificate. */
const LOOK_MS = 10_000;

/** A certificate that cannot be used; the message names the file. */
export class TlsFileError extends Error {
  readonly code = 'WEIR_TLS_FILE';
}

/** Reads and checks. Rejects with TlsFileError. */
export async function readTls({ certPath, keyPath, clientCaPath }: TlsFiles): Promise<SecureContextOptions> {
  const [cert, key, ca] = await Promise.all([read(certPath), read(keyPath), clientCaPath && read(clientCaPath)]);
  const options: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2', ...(ca ? { ca } : {}) };
  try {
    createSecureContext(options);
  } catch (error) {
    const files = [certPath, keyPath, clientCaPath].filter(Boolean).join(', ');
    throw new TlsFileError(
      `no certificate and key in PEM, or not of one another: ${files} (${(error as Error).message})`,
    );
  }
  return options;
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new TlsFileError(`${path} cannot be read (${(error as Error).message})`);
  }
}

/**
 * Calls back whenever the files have changed and hold a certificate that can be used, so that a renewal needs no restart. What cannot be
 * used is told once. Returns how to stop.
 */
export function watchTls(files: TlsFiles, { onChange, onFault, lookMs = LOOK_MS }: WatchOptions): () => void {
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const now = await changeTimes(files);
    if (seen === undefined || seen === now) {
      seen = now;
      return;
    }
    seen = now;
    try {
      onChange(await readTls(files));
    } catch (error) {
      onFault(error as Error);
    }
  };
  void look();
  const timer = setInterval(() => void look(), lookMs).unref();
  return () => clearInterval(timer);
}

export interface WatchOptions {
  onChange(options: SecureContextOptions): void;
  onFault(error: Error): void;
  readonly lookMs?: number;
}

async function changeTimes({ certPath, keyPath, clientCaPath }: TlsFiles): Promise<string> {
  const times = [certPath, keyPath, ...(clientCaPath ? [clientCaPath] : [])].map((path) =>
    stat(path).then(
      ({ mtimeMs, ino }) => `${mtimeMs}/${ino}`,
      () => 'missing',
    ),
  );
  return (await Promise.all(times)).join();
}
