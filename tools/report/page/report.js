"use strict";
const report = JSON.parse(document.getElementById("data").textContent);
const roof = report.roofline;
const timed = report.layers.filter((layer) => !layer.error);

// Text goes in as text nodes alone, so that no name becomes markup.
function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children.flat());
    return node;
}
const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
const into = (id, ...children) => document.getElementById(id).append(...children);

const digits = (value) => value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
const milliseconds = (ms) => ms >= 1 ? digits(ms) + " ms" : digits(ms * 1e3) + " µs";
const percent = (share) => (share * 100).toFixed(0) + " %";
const sum = (layers, value) => layers.reduce((total, layer) => total + value(layer), 0);
const cut = (text, length) => text.length > length ? text.slice(0, length - 1) + "…" : text;

const leastMs = (layer) => layer.arithmetic_ms === undefined ? null : Math.max(layer.arithmetic_ms, layer.memory_ms);
const share = (layer) => leastMs(layer) / layer.ms_min;
const gflops = (layer) => 2e-6 * layer.macs / layer.ms_min;
const faster = (layer) => layer.tuned && layer.tuned.other && layer.tuned.speedup > 1;
const tunedMs = (layer) => faster(layer) ? layer.ms_min / layer.tuned.speedup : layer.ms_min;

function card(value, text) {
    return html("div", {class: "card"}, html("b", {}, value), text);
}

function summary() {
    const total = sum(timed, (layer) => layer.ms_min), known = timed.filter((layer) => leastMs(layer) !== null);
    const cards = [card(String(report.layers.length), report.layers.length === 1 ? "layer" : "layers")];
    if (timed.length) cards.push(card(milliseconds(total), "shortest runs of all layers together"));
    if (known.length) {
        const least = sum(known, leastMs);
        cards.push(card(percent(least / sum(known, (layer) => layer.ms_min)), `of the roofline, ${milliseconds(least)}`));
    }
    if (timed.some((layer) => layer.tuned)) {
        const tuned = sum(timed, tunedMs);
        cards.push(tuned < total ? card(milliseconds(total - tuned), `less with tuning (${percent(1 - tuned / total)}), briefly measured`)
            : card("nothing", "is what tuning would bring, briefly measured"));
    }
    const failed = report.layers.length - timed.length;
    if (failed) cards.push(card(String(failed), "could not be timed"));
    into("summary", ...cards);
}

function bars() {
    const left = 220, width = 1160, height = 24, most = Math.max(...timed.map((layer) => layer.ms_min));
    const x = (ms) => (width - left - 90) * ms / most;
    const rows = timed.map((layer, i) => {
        const least = leastMs(layer), y = i * height;
        return svg("g", {}, svg("title", {}, `${layer.name}: ${layer.problem}`),
            svg("text", {x: left - 8, y: y + 16, "text-anchor": "end"}, cut(layer.name, 30)),
            svg("rect", {class: "bar", x: left, y: y + 4, width: x(layer.ms_min), height: height - 8}),
            least === null ? [] : svg("rect", {class: "least", x: left, y: y + 4, width: x(Math.min(least, layer.ms_min)), height: height - 8}),
            faster(layer) ? svg("line", {class: "tuned", x1: left + x(tunedMs(layer)), x2: left + x(tunedMs(layer)), y1: y + 2, y2: y + height - 2}) : [],
            svg("text", {class: "faint", x: left + x(layer.ms_min) + 6, y: y + 16}, milliseconds(layer.ms_min)));
    });
    into("bars", svg("svg", {viewBox: `0 0 ${width} ${timed.length * height}`, width, role: "img"}, ...rows));
}

// Powers of ten around all values.
function decades(values) {
    return [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
}

function roofline() {
    const width = 760, height = 400, left = 60, bottom = 44, top = 10, right = 20;
    const points = timed.map((layer) => ({layer, x: 2 * layer.macs / layer.bytes, y: gflops(layer)}))
        .filter((point) => point.x > 0 && point.y > 0);
    const ridge = roof.gflops / roof.gbps;
    const [x0, x1] = decades([...points.map((point) => point.x), ridge]);
    const [y0, y1] = decades([...points.map((point) => point.y), roof.gflops * 1.1]);
    const x = (value) => left + (width - left - right) * (Math.log10(value) - x0) / (x1 - x0 || 1);
    const y = (value) => height - bottom - (height - top - bottom) * (Math.log10(value) - y0) / (y1 - y0 || 1);
    const marks = [];
    for (let k = x0; k <= x1; ++k) {
        marks.push(svg("line", {class: "axis", x1: x(10 ** k), x2: x(10 ** k), y1: top, y2: height - bottom}),
            svg("text", {class: "faint", x: x(10 ** k), y: height - bottom + 16, "text-anchor": "middle"}, String(10 ** k)));
    }
    for (let k = y0; k <= y1; ++k) {
        marks.push(svg("line", {class: "axis", x1: left, x2: width - right, y1: y(10 ** k), y2: y(10 ** k)}),
            svg("text", {class: "faint", x: left - 6, y: y(10 ** k) + 4, "text-anchor": "end"}, String(10 ** k)));
    }
    const from = Math.max(10 ** x0, 10 ** y0 / roof.gbps);
    const line = [[from, roof.gbps * from], [ridge, roof.gflops], [10 ** x1, roof.gflops]];
    into("roofline", svg("svg", {viewBox: `0 0 ${width} ${height}`, width, role: "img"}, ...marks,
        svg("polyline", {class: "roof", points: line.map(([a, b]) => `${x(a)},${y(b)}`).join(" ")}),
        ...points.map((point) => svg("circle", {class: "point", cx: x(point.x), cy: y(point.y), r: 5},
            svg("title", {}, `${point.layer.name}: ${digits(point.y)} GFLOP/s, ${digits(point.x)} operations per byte`))),
        svg("text", {x: (left + width) / 2, y: height - 8, "text-anchor": "middle"}, "operations per byte"),
        svg("text", {transform: `translate(14 ${height / 2 - 20}) rotate(-90)`, "text-anchor": "middle"}, "GFLOP/s")));
}

function tuningText(layer) {
    if (!layer.tuned) return "not measured";
    if (!layer.tuned.other) return "same plan";
    return `${layer.tuned.speedup.toFixed(2)} times as fast`;
}

function cells(layer) {
    const number = (text) => html("td", {class: "number"}, text);
    const head = html("td", {}, layer.name, html("code", {class: "problem"}, layer.problem));
    if (layer.error) return [head, html("td", {class: "error", colspan: 7}, layer.error)];
    const least = leastMs(layer);
    return [head, number(milliseconds(layer.ms_min)), number(milliseconds(layer.ms_median)), number(digits(gflops(layer))),
        number(least === null ? "not measured" : percent(share(layer))),
        html("td", {}, least === null ? "" : layer.memory_ms > layer.arithmetic_ms ? "memory" : "arithmetic"),
        html("td", {}, html("code", {}, layer.kernel)), html("td", {}, tuningText(layer))];
}

function table() {
    const heads = ["layer", "shortest", "median", "GFLOP/s", "of roofline", "bound by", "kernel", "tuned"];
    into("layers", html("thead", {}, html("tr", {}, ...heads.map((head) => html("th", {}, head)))),
        html("tbody", {}, ...report.layers.map((layer) => html("tr", {}, ...cells(layer)))));
}

function strategies(layer) {
    const least = Math.min(...layer.strategies.map((entry) => entry.cycles));
    return html("table", {}, html("thead", {}, html("tr", {}, ...["strategy", "its best kernel", "estimate", "times the least"]
        .map((head) => html("th", {}, head)))), html("tbody", {}, ...layer.strategies.map((entry) => html("tr", {},
        html("td", {}, entry.strategy), html("td", {}, html("code", {}, entry.kernel)),
        html("td", {class: "number"}, Math.round(entry.cycles).toLocaleString("en") + " cycles"),
        html("td", {class: "number"}, (entry.cycles / least).toFixed(2))))));
}

function why(layer) {
    const parts = [html("summary", {}, html("b", {}, layer.name), " ", html("code", {}, layer.kernel), ": ", layer.reason)];
    if (layer.open.length) parts.push(html("p", {class: "how"}, `Sizes left open, taken at a typical value: ${layer.open.join(", ")}`));
    if (layer.note) parts.push(html("p", {class: "how"}, layer.note));
    if (layer.tuned) {
        parts.push(html("p", {}, layer.tuned.other ? "Measuring took " : "Measuring took the same kernel and split: ",
            html("code", {}, layer.tuned.kernel), layer.tuned.other ? `, ${tuningText(layer)} in turns with the plan above` : ""));
    }
    if (layer.strategies.length) parts.push(strategies(layer));
    parts.push(html("details", {}, html("summary", {}, "all that convt explain says"), html("pre", {}, layer.explain)));
    return html("details", timed.length === 1 ? {open: ""} : {}, ...parts);
}

into("machine", `${report.sources.join(", ")} on ${report.cpu}, ${roof.threads} ${roof.threads === 1 ? "thread" : "threads"}, ` +
    `${roof.isa}: ${digits(roof.gflops)} GFLOP/s and ${digits(roof.gbps)} GB/s, measured ${report.date}`);
summary();
if (timed.length) bars();
if (timed.length) roofline();
table();
into("details", ...timed.map(why));
into("footer", `convt ${report.version}. Weights are packed beforehand; data are random. A GFLOP counts two operations for each ` +
    "multiply-add that reaches an output. Tuning is what a plan finds that may measure for some 20 ms; convt tune searches longer.");
