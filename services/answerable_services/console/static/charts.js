"use strict";

// Draws every plot of a page from the JSON inside it. Without this script, or without the library, the table
// beside the JSON says the same.
(() => {
  const drawn = new Map();
  const style = () => {
    const properties = getComputedStyle(document.documentElement);
    return (name) => properties.getPropertyValue(`--${name}`).trim();
  };

  const said = (plot, at) =>
    `${plot.categories[at]} · ${plot.series.map((one) => `${one.name} ${one.texts[at]}`).join(" · ")}`;

  // What something is amiss in is hatched too, for those who do not tell the colours apart.
  const hatched = (css) => ({ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: Math.PI / 4, color: css("paper") });

  // Cells stand on one another, each as high as the others: how full one is says how much.
  const cells = (one, most, css, isWide) => ({
    type: "bar",
    stack: "all",
    name: one.name,
    barCategoryGap: "6%",
    data: one.values.map((value, at) => {
      const isAmiss = one.spots.includes(at);
      const full = value ? 0.15 + (0.85 * value) / most : 0.04;
      return {
        value: 1,
        itemStyle: {
          color: css(isAmiss ? "bad" : one.paint),
          opacity: isAmiss ? 0.3 + full / 3 : full,
          decal: isAmiss ? hatched(css) : undefined,
        },
        label: { opacity: 1, color: css(full > 0.6 && !isAmiss ? "accent-ink" : "ink") },
      };
    }),
    label: {
      show: isWide && one.notes.length > 0,
      formatter: ({ dataIndex }) => one.notes[dataIndex] ?? "",
      fontSize: 10,
    },
    itemStyle: { borderColor: css("paper"), borderWidth: 1 },
  });

  const line = (one, plot, css, isFirst) => ({
    type: "line",
    name: one.name,
    step: one.shape === "steps" ? "end" : false,
    yAxisIndex: one.share && plot.series.some((other) => !other.share) ? 1 : 0,
    data: one.values,
    symbolSize: one.shape === "steps" ? 0 : 5,
    lineStyle: { color: css(one.paint), width: 2 },
    itemStyle: { color: css(one.paint) },
    markLine:
      isFirst && plot.mark
        ? {
            silent: true,
            symbol: "none",
            data: [{ xAxis: plot.mark.at }],
            lineStyle: { color: css("bad") },
            label: { formatter: plot.mark.text, color: css("soft") },
          }
        : undefined,
  });

  // Points of a spread: the outer two show where half of all lie, a stroke is a limit.
  const points = (one, plot, css) => {
    const drawn = plot.series.filter((other) => other.shape === "points" && other.paint === one.paint);
    const place = drawn.indexOf(one);
    const isMiddle = drawn.length === 3 && place === 1;
    const isLimit = drawn.length === 1;
    const ends = isMiddle ? [drawn[0], drawn[2]] : [];
    return {
      type: "line",
      name: one.name,
      data: one.values.map((value) => (value === null ? null : Math.max(value, 1))),
      symbol: isLimit ? "rect" : isMiddle ? "circle" : "triangle",
      symbolRotate: drawn.length === 3 && place === 2 ? 180 : 0,
      symbolSize: isLimit ? [26, 3] : isMiddle ? 11 : 8,
      lineStyle: { width: 0 },
      itemStyle: { color: css(one.paint) },
      markLine: isMiddle
        ? {
            silent: true,
            symbol: "none",
            label: { show: false },
            lineStyle: { color: css(one.paint), width: 2, type: "solid" },
            data: one.values.map((_, at) => ends.map((end) => ({ coord: [at, Math.max(end.values[at], 1)] }))),
          }
        : undefined,
    };
  };

  const columns = (one, css) => ({
    type: "bar",
    stack: "all",
    name: one.name,
    data: one.shape === "down" ? one.values.map((value) => -value) : one.values,
    barMaxWidth: 30,
    barCategoryGap: "25%",
    itemStyle: { color: css(one.paint) },
  });

  const isMap = (plot) => plot.series.every((one) => one.shape === "cells");

  // The first row of a map stands at its top, and so is the last one that is stacked.
  const rows = (plot) => [...plot.series].reverse();

  const series = (plot, css, isWide) => {
    if (isMap(plot)) {
      const most = Math.max(1, ...plot.series.flatMap((one) => one.values));
      return rows(plot).map((one) => cells(one, most, css, isWide));
    }
    return plot.series
      .filter((one) => one.shape !== "told")
      .map((one, at) => {
        if (one.shape === "points") return points(one, plot, css);
        return one.shape === "columns" || one.shape === "down" ? columns(one, css) : line(one, plot, css, at === 0);
      });
  };

  // Numbers have their axis on the left, and shares theirs; rows of cells have one with their names.
  const axes = (plot, css) => {
    const common = { axisLabel: { color: css("soft") }, splitLine: { lineStyle: { color: css("line") } } };
    if (isMap(plot)) {
      const count = plot.series.length;
      const name = (value) => rows(plot)[value]?.name ?? "";
      return {
        ...common,
        type: "value",
        min: 0,
        max: count,
        interval: 1,
        splitLine: { show: false },
        axisLabel: { color: css("soft"), formatter: name, verticalAlign: "bottom" },
      };
    }
    const share = { ...common, type: "value", min: 0, max: 100, axisLabel: { color: css("soft"), formatter: "{value}%" } };
    const counts = { ...common, type: "value", minInterval: 1, splitNumber: 3 };
    if (plot.steep) counts.type = "log";
    // What hangs down is as many as what stands, and not less than nothing.
    const figure = (value) => Math.abs(value).toLocaleString(document.documentElement.lang);
    const measured = (value) => (plot.measure || "{value}").replace("{value}", figure(value));
    counts.axisLabel = { ...common.axisLabel, formatter: measured };
    if (plot.series.every((one) => one.share)) return share;
    return plot.series.some((one) => one.share) ? [counts, { ...share, splitLine: { show: false } }] : counts;
  };

  // What stands within cells needs their room; a legend of several parts takes two lines where there is little.
  const WIDE = 640;
  const isWideNow = (place) => place.clientWidth >= WIDE;

  const options = (plot, isWide, isFirst = false) => {
    const isDrawnAs = (one) => one.shape !== "told";
    const parts = plot.series.filter(isDrawnAs).length;
    const hasLegend = parts > 1 && !isMap(plot);
    const legendHeight = !isWide && parts > 3 ? 56 : 34;
    const css = style();
    const font = { fontFamily: css("sans"), fontSize: 12 };
    const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return {
      animation: isFirst && !quiet,
      animationDuration: 300,
      textStyle: { ...font, color: css("soft") },
      // Colours are not the only difference between the parts of a column.
      aria: { enabled: true, label: { enabled: false }, decal: { show: hasLegend } },
      legend: {
        show: hasLegend,
        selectedMode: false,
        left: 0,
        top: 0,
        textStyle: { ...font, color: css("soft") },
      },
      grid: { left: 4, right: 8, top: hasLegend ? legendHeight : 22, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        renderMode: "richText", // drawn, not made of markup with styles, which the page's policy forbids
        confine: true,
        backgroundColor: css("paper"),
        borderColor: css("line-strong"),
        textStyle: { ...font, color: css("ink") },
        axisPointer: { type: "shadow" },
        formatter: ([first]) =>
          [plot.categories[first.dataIndex]]
            .concat(plot.series.map((one) => `${one.name}  ${one.texts[first.dataIndex]}`))
            .join("\n"),
      },
      xAxis: {
        type: "category",
        data: plot.ticks,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: css("line-strong") } },
        axisLabel: { color: css("soft"), hideOverlap: true },
      },
      yAxis: axes(plot, css),
      series: series(plot, css, isWide),
    };
  };

  const readable = (place, plot, chart) => {
    const announcer = place.parentElement.querySelector("[data-plot-said]");
    let at = -1;
    const show = (next) => {
      at = Math.max(0, Math.min(plot.categories.length - 1, next));
      chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: at });
      announcer.textContent = said(plot, at);
    };
    place.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: plot.categories.length - 1 };
      if (event.key in steps) {
        event.preventDefault();
        show(steps[event.key]);
      } else if (event.key === "Escape") {
        chart.dispatchAction({ type: "hideTip" });
      }
    });
    place.addEventListener("blur", () => chart.dispatchAction({ type: "hideTip" }));
  };

  const sizes = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const known = drawn.get(target);
      known?.chart.resize();
      if (known && known.isWide !== isWideNow(target)) {
        known.isWide = isWideNow(target);
        known.chart.setOption(options(known.plot, known.isWide));
      }
    }
  });

  const draw = (isFirst) => {
    for (const [place, { chart }] of drawn) {
      if (place.isConnected) continue;
      sizes.unobserve(place);
      chart.dispose();
      drawn.delete(place);
    }
    for (const figure of document.querySelectorAll("[data-plot]")) {
      const place = figure.querySelector("[data-plot-place]");
      if (drawn.has(place)) continue;
      const plot = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
      place.hidden = false;
      const chart = echarts.init(place, null, { renderer: "canvas" });
      const isWide = isWideNow(place);
      chart.setOption(options(plot, isWide, isFirst));
      drawn.set(place, { chart, plot, isWide });
      readable(place, plot, chart);
      sizes.observe(place);
      const table = figure.querySelector("details");
      table.open = "kept" in table.dataset;
    }
  };

  if (typeof echarts === "undefined") return;
  draw(true);
  document.addEventListener("region-replaced", () => draw(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const { chart, plot, isWide } of drawn.values()) chart.setOption(options(plot, isWide));
  });
})();
