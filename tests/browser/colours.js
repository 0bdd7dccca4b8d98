// A merchant may choose any colour: what is derived from it must have the contrast of WCAG AA, in light and dark.
"use strict";
const { reader } = require("./browser");

const PAIRS = [["--on", "--fill"], ["--link", "--bg"], ["--link", "--surface"], ["--link", "--tint"], ["--link", "--sunken"]];

function brands() {
    const found = ["#000000", "#ffffff", "#808080", "#2c4a9e", "#ffff00", "#00ff00", "#00ffff", "#ff00ff", "#ff0000", "#0000ff"];
    for (let hue = 0; hue < 360; hue += 24)
        for (const [saturation, lightness] of [[100, 25], [100, 50], [100, 80], [40, 60]])
            found.push(`hsl(${hue} ${saturation}% ${lightness}%)`);
    return found;
}

// Contrasts below 4.5, as the browser paints them.
function tooFaint([colours, pairs]) {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const probe = document.body.appendChild(document.createElement("i"));
    const luminance = (name) => {
        probe.style.color = `var(${name})`;
        canvas.fillStyle = getComputedStyle(probe).color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
            const part = byte / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = [];
    for (const brand of colours) {
        document.documentElement.style.setProperty("--brand", brand);
        for (const [text, ground] of pairs) {
            const [low, high] = [luminance(text), luminance(ground)].sort((a, b) => a - b);
            const contrast = (high + 0.05) / (low + 0.05);
            if (contrast < 4.5) faint.push(`${brand}: ${text} on ${ground} has ${contrast.toFixed(2)}`);
        }
    }
    return faint;
}

async function anyBrandIsLegible(browser, world) {
    const one = await reader(browser, { bypassCSP: true });
    const wrong = [];
    await one.page.goto(world.address + "/");
    for (const colorScheme of ["light", "dark"]) {
        await one.page.emulateMedia({ colorScheme });
        const faint = await one.page.evaluate(tooFaint, [brands(), PAIRS]);
        wrong.push(...faint.map((line) => `${colorScheme}: ${line}`));
    }
    await one.close();
    return wrong;
}

module.exports = { anyBrandIsLegible };
