import type { z } from 'zod';
import type { Role } from '../roles.ts';

/** A route under /api/v1: its input, the required role, its answer. OpenAPI, routing and tests are derived from it. */
export interface RouteContract {
  /** The operation, as OpenAPI and the audit log name it. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Parameters in braces: `/runs/{id}`. */
  readonly path: `/${string}`;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** Its heading in the documentation. */
  readonly tag: string;
  /** The least role that may call it. */
  readonly role: Role;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The media type of the body where it is not JSON; it is read as text then. */
  readonly bodyType?: 'text/csv';
  /** The list of its JSON body that a column of a CSV may bring in its place. */
  readonly csvField?: string;
  /** What it answers, by status; null: no body. Problems are not named: every route may answer one. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** Media types that its 200 has besides JSON, or in place of it where the answer is null. */
  readonly formats?: readonly string[];
}

/** Names a route; its types are those of its schemas. */
export const defineRoute = <const C extends RouteContract>(contract: C): C => contract;
