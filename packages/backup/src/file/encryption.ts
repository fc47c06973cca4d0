// How the frames of a backup are encrypted: AES-256-GCM under a key of the file, made of the key that is set.

import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { PipelineError } from '@tickermill/core';
import { z } from 'zod';

const cipher = 'aes-256-gcm';
const tagBytes = 16;
/** Trying a key costs 32 MB and some 100 ms. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 ** 2 };
const deriveKey = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);

/** What a backup says of its encryption: nothing that helps without the key. */
export const EncryptionHeader = z.object({
  cipher: z.literal(cipher),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  /** Tells a wrong key before anything is decrypted. */
  check: z.string().regex(/^[0-9a-f]{32}$/),
});
export type EncryptionHeader = z.infer<typeof EncryptionHeader>;

/** Encrypts and decrypts the frames of one file. A frame is bound to its place in it and to its header. */
export interface FrameCipher {
  encrypt(frame: FramePlace, plain: Buffer): Buffer;
  /** @throws {PipelineError} `BACKUP_UNREADABLE` if it was altered. */
  decrypt(frame: FramePlace, stored: Buffer): Buffer;
}

/** Where a frame begins, and what it is: its nonce, and part of what its tag signs. */
interface FramePlace {
  readonly offset: number;
  readonly type: string;
}

/** The encryption of a new file. */
export async function newEncryption(key: string): Promise<{ header: EncryptionHeader; secret: Buffer }> {
  const salt = randomBytes(16);
  const secret = await deriveKey(key, salt, 32, cost);
  return { header: { cipher, salt: salt.toString('hex'), check: checkOf(secret).toString('hex') }, secret };
}

/** The secret of a file that was encrypted with this key. @throws {PipelineError} `BACKUP_KEY_WRONG`. */
export async function openEncryption({ salt, check }: EncryptionHeader, key: string | null): Promise<Buffer> {
  if (key === null) {
    throw new PipelineError('BACKUP_KEY_WRONG', 'The backup is encrypted, and BACKUP_KEY is not set.');
  }
  const secret = await deriveKey(key, Buffer.from(salt, 'hex'), 32, cost);
  if (!timingSafeEqual(checkOf(secret), Buffer.from(check, 'hex'))) {
    throw new PipelineError('BACKUP_KEY_WRONG', 'BACKUP_KEY is not the key that the backup was encrypted with.');
  }
  return secret;
}

const checkOf = (secret: Buffer) => createHmac('sha256', secret).update('tickermill backup').digest().subarray(0, 16);

/** The cipher of a file; `header` is what stands before its first frame. */
export function frameCipher(secret: Buffer, header: Buffer): FrameCipher {
  const nonceOf = ({ offset }: FramePlace) => {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64BE(BigInt(offset), 4); // no two frames of a file begin at the same place
    return nonce;
  };
  const signed = ({ type }: FramePlace) => Buffer.concat([header, Buffer.from(type, 'latin1')]);
  return {
    encrypt(frame, plain) {
      const encrypting = createCipheriv(cipher, secret, nonceOf(frame)).setAAD(signed(frame));
      return Buffer.concat([encrypting.update(plain), encrypting.final(), encrypting.getAuthTag()]);
    },
    decrypt(frame, stored) {
      const end = stored.length - tagBytes;
      try {
        const decrypting = createDecipheriv(cipher, secret, nonceOf(frame)).setAAD(signed(frame));
        decrypting.setAuthTag(stored.subarray(end));
        return Buffer.concat([decrypting.update(stored.subarray(0, end)), decrypting.final()]);
      } catch (cause) {
        throw new PipelineError('BACKUP_UNREADABLE', 'The backup was altered: a part of it cannot be decrypted.', {
          cause,
        });
      }
    },
  };
}
