import { connect } from 'node:net';

/** Sends one inline command to a Redis on loopback and resolves to the first line of its answer. */
export function askRedis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    let said = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error('Redis did not answer')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('Redis hung up')));
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const end = said.indexOf('\r\n');
      if (end < 0) return;
      resolve(said.slice(0, end));
      socket.destroy();
    });
  });
}
