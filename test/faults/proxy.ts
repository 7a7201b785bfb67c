/** A door between runner and server that counts the runner's statements and acts at one of them. */
import { createConnection, createServer, type Socket } from 'node:net';

export type Moment = 'before it is sent' | 'after it is sent' | 'after its answer';

export interface Proxy {
  readonly port: number;
  /** Statements that went through. */
  count(): number;
  /** Ends all connections as the kernel does when a process dies. */
  cut(): void;
  close(): Promise<void>;
}

/** Calls `act` at the moment of the n-th statement. `hideProcess`: looks like a transaction pooler. */
export async function startProxy(
  serverPort: number,
  at: { readonly statement: number; readonly moment: Moment } | undefined,
  act: () => void,
  options: { readonly hideProcess?: boolean } = {},
): Promise<Proxy> {
  let count = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = createConnection({ port: serverPort, host: '127.0.0.1' });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    const messages = new Messages();
    let awaited = false;
    client.on('data', (chunk) => {
      const statements = messages.read(chunk);
      const before = count;
      count += statements;
      const hit = at !== undefined && before < at.statement && count >= at.statement;
      if (hit && at.moment === 'before it is sent') return act();
      server.write(chunk);
      if (hit && at.moment === 'after it is sent') return act();
      if (hit) awaited = true;
    });
    server.on('data', (chunk) => {
      if (awaited) return act();
      client.write(options.hideProcess ? withoutProcess(chunk) : chunk);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    count: () => count,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}

/** Another process id in the server's BackendKeyData, as a pooler tells its clients. */
function withoutProcess(chunk: Buffer): Buffer {
  const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (at === -1) return chunk;
  const changed = Buffer.from(chunk);
  changed.writeInt32BE(1, at + 5);
  return changed;
}

/** Counts the Query messages of a client's stream. */
class Messages {
  private rest: Buffer = Buffer.alloc(0);
  private started = false;

  read(chunk: Buffer): number {
    this.rest = Buffer.concat([this.rest, chunk]);
    let queries = 0;
    for (;;) {
      const header = this.started ? 5 : 4;
      if (this.rest.length < header) return queries;
      const length = this.rest.readInt32BE(header - 4) + header - 4;
      if (this.rest.length < length) return queries;
      if (this.started && this.rest[0] === 'Q'.charCodeAt(0)) queries++;
      this.started = true;
      this.rest = this.rest.subarray(length);
    }
  }
}
