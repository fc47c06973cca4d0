/** The bundled pretend upstreams: real wire formats, invented values, from a seed. */

export type { Clock } from './clock.ts';
export type { KoreanTruth } from './control/korean-truth-route.ts';
export type { Fault, FaultKind } from './faults/fault.ts';
export type { KnownInstrument, ListedTruth } from './market/listed/truth.ts';
export type { CountsReport } from './referee/counts.ts';
export type { StatsReport } from './referee/referee.ts';
export { openSandbox, type Sandbox } from './sandbox.ts';
export type { SandboxSettings, SandboxSettingsInput } from './settings.ts';
