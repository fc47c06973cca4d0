import type { CheckView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange, useDryRun } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { inOneLine } from '../../components/evidence.tsx';
import { Field, Select, Toggle } from '../../components/fields.tsx';
import { Opened } from '../../components/opened.tsx';
import { Failure } from '../../components/panel.tsx';
import { counted, whole } from '../../format/numbers.ts';
import { settings } from '../../strings/settings.ts';
import { showToast } from '../../view/toasts.ts';

const { thresholds: words } = settings;
const severities = ['info', 'warning', 'critical'] as const;

/** Changes a check; says first what it would have found. */
export function CheckEditor({ check: of, onClose }: { check: CheckView; onClose: () => void }): ReactNode {
  const { check, finds, thresholds, roll_up: rollUp } = of;
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(thresholds.map(({ name, value }) => [name, String(value)])),
  );
  const [typed, setTyped] = useState({
    enabled: of.enabled,
    severity: of.severity,
    yellow: String(rollUp.yellow),
    red: String(rollUp.red),
  });
  const preview = useDryRun('post', '/qa/checks/{check}/preview');
  const change = useChange('put', '/qa/checks/{check}', () => {
    showToast({ tone: 'good', text: words.saved(check) });
    onClose();
  });
  const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
  const save = () =>
    change.mutate({
      params: { check },
      body: {
        enabled: typed.enabled,
        severity: typed.severity,
        thresholds: numbers,
        yellow: Number(typed.yellow),
        red: Number(typed.red),
      },
    });
  return (
    <Opened title={words.title(check)} onClose={onClose}>
      <div className="grid gap-3 px-3 py-2.5">
        <p>{finds}</p>
        {thresholds.map(({ name, meaning, from, to, usual }) => (
          <Field
            key={name}
            label={`${name.replaceAll('_', ' ')}: ${meaning}`}
            hint={words.bounds(from, to, usual)}
            type="number"
            step="any"
            required
            {...(from === null ? {} : { min: from })}
            {...(to === null ? {} : { max: to })}
            value={values[name] ?? ''}
            onChange={(value) => {
              setValues({ ...values, [name]: value });
              preview.reset();
            }}
          />
        ))}
        <div>
          <Action
            isBusy={preview.isPending}
            onClick={() => preview.mutate({ params: { check }, body: { thresholds: numbers } })}
          >
            {words.preview}
          </Action>
          {preview.error && <Failure error={preview.error} />}
          {preview.data && (
            <div className="mt-2" aria-live="polite" data-preview>
              <p className="font-medium">
                {words.previewed(
                  counted(preview.data.found, words.finding),
                  whole(preview.data.found_now),
                  counted(preview.data.symbols, words.ticker),
                  preview.data.from,
                )}
              </p>
              {preview.data.sample.length > 0 && (
                <>
                  <p className="mt-1 text-quiet">{words.sample}</p>
                  <ul>
                    {preview.data.sample.slice(0, 8).map(({ symbol, date, details }) => (
                      <li key={`${symbol} ${date}`} className="break-words">
                        {symbol} {date} <span className="text-quiet">{inOneLine(details)}</span>
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </div>
          )}
        </div>
        <div className="grid grid-cols-3 gap-3">
          <Select
            label={words.columns.severity}
            value={typed.severity}
            words={severities}
            onChange={(severity) => setTyped({ ...typed, severity })}
          />
          {(['yellow', 'red'] as const).map((colour) => (
            <Field
              key={colour}
              label={words.columns[colour]}
              hint={words.measureHint[rollUp.measure]}
              type="number"
              min={0}
              step="any"
              value={typed[colour]}
              onChange={(value) => setTyped({ ...typed, [colour]: value })}
            />
          ))}
        </div>
        <Toggle
          label={words.enabled}
          hint={typed.enabled ? undefined : words.disabledTouches}
          checked={typed.enabled}
          onChange={(enabled) => setTyped({ ...typed, enabled })}
        />
        <p className="text-quiet">{words.touches}</p>
        {change.error && <Failure error={change.error} />}
        <div>
          <Action isPrimary isBusy={change.isPending} onClick={save}>
            {settings.save}
          </Action>
        </div>
      </div>
    </Opened>
  );
}
