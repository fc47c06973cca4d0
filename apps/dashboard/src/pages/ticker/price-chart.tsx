import type { PriceBarView } from '@tickermill/core/contracts';
import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type SeriesMarker,
  type Time,
} from 'lightweight-charts';
import { type ReactNode, useEffect, useRef } from 'react';
import { useIsDark } from '../../view/preferences.ts';
import type { Marker } from './markers.ts';

interface PriceChartProps {
  readonly bars: readonly PriceBarView[];
  readonly markers: readonly Marker[];
}

/** Candles with volume and marks. Its numbers are floats for drawing alone: what is read stands beside it as text. */
export default function PriceChart({ bars, markers }: PriceChartProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the page, which is dark or light
  useEffect(() => {
    if (!host.current) return;
    const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const chart = createChart(host.current, {
      autoSize: true,
      layout: {
        background: { type: ColorType.Solid, color: 'transparent' },
        textColor: colour('--quiet'),
        // It would write a style element, which the content security policy refuses; the notice stands below.
        attributionLogo: false,
      },
      grid: { vertLines: { color: colour('--line') }, horzLines: { color: colour('--line') } },
      rightPriceScale: { borderColor: colour('--line') },
      timeScale: { borderColor: colour('--line') },
    });
    const candles = chart.addSeries(CandlestickSeries, {
      upColor: colour('--good-mark'),
      downColor: colour('--bad-mark'),
      wickUpColor: colour('--good-mark'),
      wickDownColor: colour('--bad-mark'),
      borderVisible: false,
    });
    candles.setData(
      bars.flatMap(({ date, open, high, low, close }) =>
        open === null || high === null || low === null || close === null
          ? [{ time: date }]
          : [{ time: date, open: Number(open), high: Number(high), low: Number(low), close: Number(close) }],
      ),
    );
    const volumes = chart.addSeries(HistogramSeries, {
      color: colour('--data-soft'),
      priceScaleId: '',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    volumes.setData(bars.map(({ date, volume }) => ({ time: date, value: Number(volume ?? 0) })));
    // Without margins the volume would cover the candles.
    volumes.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    createSeriesMarkers(candles, markers.map(toSeriesMarker(colour)));
    chart.timeScale().fitContent();
    return () => chart.remove();
  }, [bars, markers, isDark]);
  return <div ref={host} aria-hidden="true" className="h-72 sm:h-80" />;
}

const toSeriesMarker =
  (colour: (name: string) => string) =>
  ({ date, kind, text }: Marker): SeriesMarker<Time> =>
    kind === 'bought'
      ? { time: date, position: 'belowBar', shape: 'arrowUp', color: colour('--data'), text }
      : kind === 'sold'
        ? { time: date, position: 'aboveBar', shape: 'arrowDown', color: colour('--data'), text }
        : { time: date, position: 'inBar', shape: 'circle', color: colour('--info'), text, size: 0.6 };
