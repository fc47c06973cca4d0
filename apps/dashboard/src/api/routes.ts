// The types of every route of the API. Types alone: a value of core's would bring zod and every contract (41 kB) along.

import type {
  accountRoutes,
  alertRoutes,
  annotationRoutes,
  backfillRoutes,
  backupRoutes,
  bulkActionRoutes,
  corporateActionRoutes,
  coverageRoutes,
  dashboardRoutes,
  deadLetterRoutes,
  documentRoutes,
  explainRoutes,
  figureRoutes,
  filingRoutes,
  freshnessRoutes,
  fundamentalsRoutes,
  historyRoutes,
  insiderRoutes,
  insiderTradeRoutes,
  instrumentRoutes,
  overviewRoutes,
  portfolioRoutes,
  priceRoutes,
  qualityRoutes,
  quoteRoutes,
  receiptRoutes,
  refreshRoutes,
  runRoutes,
  savedViewRoutes,
  schedulerRoutes,
  scrapeRoutes,
  sourceRoutes,
  statusRoutes,
  universeRoutes,
  watchlistRoutes,
  watchRuleRoutes,
} from '@tickermill/core/contracts';
import type { z } from 'zod';

type ValueOf<T> = T[keyof T];

/** `apiRoutes` has lost the types of its members, so that the groups are named one by one. */
type Contract =
  | ValueOf<typeof accountRoutes>
  | ValueOf<typeof alertRoutes>
  | ValueOf<typeof annotationRoutes>
  | ValueOf<typeof backfillRoutes>
  | ValueOf<typeof backupRoutes>
  | ValueOf<typeof bulkActionRoutes>
  | ValueOf<typeof corporateActionRoutes>
  | ValueOf<typeof coverageRoutes>
  | ValueOf<typeof dashboardRoutes>
  | ValueOf<typeof deadLetterRoutes>
  | ValueOf<typeof documentRoutes>
  | ValueOf<typeof explainRoutes>
  | ValueOf<typeof figureRoutes>
  | ValueOf<typeof filingRoutes>
  | ValueOf<typeof freshnessRoutes>
  | ValueOf<typeof fundamentalsRoutes>
  | ValueOf<typeof historyRoutes>
  | ValueOf<typeof insiderRoutes>
  | ValueOf<typeof insiderTradeRoutes>
  | ValueOf<typeof overviewRoutes>
  | ValueOf<typeof instrumentRoutes>
  | ValueOf<typeof portfolioRoutes>
  | ValueOf<typeof priceRoutes>
  | ValueOf<typeof qualityRoutes>
  | ValueOf<typeof quoteRoutes>
  | ValueOf<typeof receiptRoutes>
  | ValueOf<typeof refreshRoutes>
  | ValueOf<typeof runRoutes>
  | ValueOf<typeof savedViewRoutes>
  | ValueOf<typeof schedulerRoutes>
  | ValueOf<typeof scrapeRoutes>
  | ValueOf<typeof sourceRoutes>
  | ValueOf<typeof statusRoutes>
  | ValueOf<typeof universeRoutes>
  | ValueOf<typeof watchlistRoutes>
  | ValueOf<typeof watchRuleRoutes>;

export type Method = Contract['method'];
export type PathOf<M extends Method> = Extract<Contract, { method: M }>['path'];
type ContractOf<M extends Method, P extends string> = Extract<Contract, { method: M; path: P }>;

type Schema<C, K extends string> = C extends Record<K, infer S extends z.ZodType> ? z.input<S> : undefined;

/** A part of the request, which must be given where the contract has it and cannot be left empty. */
type Part<K extends string, T> = [T] extends [undefined]
  ? { readonly [_ in K]?: undefined }
  : object extends T
    ? { readonly [_ in K]?: T }
    : { readonly [_ in K]: T };

/** Params are texts of a path, whatever the contract makes of them. */
type Params<C> = C extends { readonly params: infer S extends z.ZodType }
  ? { readonly [K in keyof z.input<S>]: string }
  : undefined;

export type RequestOptions<M extends Method, P extends string> = Part<'params', Params<ContractOf<M, P>>> &
  Part<'query', Schema<ContractOf<M, P>, 'query'>> &
  Part<'body', Schema<ContractOf<M, P>, 'body'>>;

type AnswerOf<A> = A extends z.ZodType ? z.output<A> : null;

/** What a route answers, of every status that is no problem. */
export type Answer<M extends Method, P extends string> =
  ContractOf<M, P> extends { readonly answers: infer A } ? AnswerOf<ValueOf<A>> : never;
