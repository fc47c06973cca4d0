import type { SettingValues } from '@tickermill/runtime';
import { declaresOperator, nameOperator } from '@tickermill/upstream';

type WorkerSettings = SettingValues<
  'DATABASE_URL' | 'SOURCES' | 'UPSTREAM_GATEWAY' | 'SEC_USER_AGENT' | 'SANDBOX_PACE' | 'SANDBOX_QUIET_MS'
>;

/** The settings that a worker lacks and those that it may not have: all of them, one line each. */
export function missingSettings(settings: WorkerSettings): string[] {
  const { DATABASE_URL, SOURCES, UPSTREAM_GATEWAY, SEC_USER_AGENT } = settings;
  const isLive = SOURCES === 'live';
  const isUnnamed = isLive && !declaresOperator(SEC_USER_AGENT ?? '');
  const overrides = (['SANDBOX_PACE', 'SANDBOX_QUIET_MS'] as const).filter((key) => isLive && settings[key]);
  return [
    ...(DATABASE_URL ? [] : ['DATABASE_URL: the Postgres of the installation that this worker is to join.']),
    ...(isLive || UPSTREAM_GATEWAY
      ? []
      : ['UPSTREAM_GATEWAY: SOURCES is sandbox, which needs the address of the sandbox.']),
    ...(isUnnamed ? [nameOperator] : []),
    ...overrides.map((key) => `${key}: the real hosts are asked at their own pace.`),
  ];
}
