import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../free-ports.ts';
import { type Environment, onApacheKafka, type Product, ROLES, startProduct } from '../product.ts';
import { until } from '../until.ts';

describe('npm start', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product.dispose());

  it('ends with one screen: dashboard, snippet, Kafka, ClickHouse, data, demo', () => {
    const screen = product.output();
    expect(screen).toContain(`Dashboard    ${product.webUrl}`);
    expect(screen).toContain(`<script defer src="${product.webUrl}/weir.js" data-site="my-site"></script>`);
    expect(screen).toContain(`Kafka        ${product.brokers}`);
    expect(screen).toContain(`ClickHouse   ${product.clickhouseUrl}`);
    expect(screen).toContain(`Data         ${product.dataDir}`);
    expect(screen).toContain('weir demo shop');
  });

  it('serves the dashboard', async () => {
    const page = await fetch(product.webUrl);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
  });

  it.each(ROLES)('starts a dead %s again, visibly', async (role) => {
    const before = product.rolePid(role);
    expect(before).not.toBeNull();
    process.kill(before!, 'SIGKILL');
    await product.printed(new RegExp(`${role} died \\(killed by SIGKILL\\); starting it again`));
    await product.printed(new RegExp(`${role} is back`));
    expect(product.rolePid(role)).not.toBe(before);
    await until('every role to work again', async () => {
      try {
        return (await fetch(`${product.webUrl}/readyz`)).status === 200;
      } catch {
        return false;
      }
    });
  });

  it('stops on Ctrl-C within 5 seconds and says that nothing was lost', async () => {
    const { code, tookMs } = await product.interrupt();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5_000);
    expect(product.output()).toContain('Nothing was lost');
  });
});

describe('a start that cannot work says what to change, in one line', () => {
  async function refusal(environment: Environment): Promise<string> {
    const product = await startProduct({ environment, waitReady: false });
    try {
      await product.printed(/^weir: .+$/m);
      return product.output().match(/^weir: .+$/m)![0];
    } finally {
      await product.dispose();
    }
  }

  const ports = ['WEIR_PORT', 'WEIR_CLICKHOUSE_PORT', ...(onApacheKafka ? [] : ['WEIR_KAFKA_PORT'])];
  it.each(ports)('%s in use', async (name) => {
    const [port] = await freePorts(1);
    const holder = createServer().listen(port, '127.0.0.1');
    try {
      const line = await refusal({ [name]: String(port) });
      expect(line).toContain(name);
      expect(line).toContain(String(port));
    } finally {
      holder.close();
    }
  });

  it('a data folder that cannot be made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-start-'));
    writeFileSync(join(folder, 'file'), '');
    try {
      const line = await refusal({ WEIR_DATA: join(folder, 'file', 'data') });
      expect(line).toContain('WEIR_DATA');
      expect(line).toContain(join(folder, 'file', 'data'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('a setting that makes no sense', async () => {
    expect(await refusal({ WEIR_PORT: 'abc' })).toContain('WEIR_PORT');
  });
});
