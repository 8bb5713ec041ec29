// Converts two checkpoints with Ingot, runs each file in Ingot and in llama.cpp, and compares what both generate.
// INGOT names the launcher; without it the one in the repository's root is used.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { follow, startLlamaCpp, tokenize, withModel } from "./llama-cpp.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const ingotPath = process.env.INGOT ?? join(root, process.platform === "win32" ? "ingot.cmd" : "ingot");
const referenceData = process.env.INGOT_REFERENCE_DATA ?? join(root, "..", "shared");
const sources = ["samples/internlm2-tiny", "tests/Golden/models/qwen2-tiny"];
const types = ["F32", "F16", "BF16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M"];
const prompts = ["who are you", "ROMEO:\nBut soft, what light", "《静夜思》\n作者：李白\n", "春眠不觉晓，"];
const tokenCount = 32;

// Every other file type, and block types that no file type of a dense model is made of: each is loaded and run once. Q1_0 and Q2_0 are
// younger than the llama.cpp of this package, which cannot load them.
const otherTypes = [
  "Q5_1", "Q5_0", "Q5_K_S", "Q4_1", "Q4_K_S", "Q3_K_L", "Q3_K_S", "Q2_K", "IQ4_NL", "IQ4_XS", "IQ3_M", "IQ3_S", "TQ2_0", "TQ1_0", "MXFP4_MOE", "COPY",
];
const typesByImportance = ["Q2_K_S", "IQ3_XS", "IQ3_XXS", "IQ2_M", "IQ2_S", "IQ2_XS", "IQ2_XXS", "IQ1_M", "IQ1_S"];
const typesByName = ["mxfp4", "nvfp4"];
const onePrompt = prompts[1];
const fewTokens = 12;

// Where two tokens are nearly as likely, the order of a sum decides. llama.cpp also rounds activations to 8 bits before it
// multiplies them with blocks: over 5,000 steps of such a model that moved the better token by at most 0.036 nats from what the
// same weights give in single precision, and changed it in one step of a hundred. Plain types moved it by less than 0.001.
const boundForBlocks = 0.05;
const boundForPlain = 0.01;
const nearTiesAllowed = 3;

let passed = 0;
let failed = 0;
let nearTies = 0;

function report(ok, name, detail) {
  ok ? passed++ : failed++;
  console.log(`${ok ? "ok  " : "FAIL"} ${name}: ${detail}`);
}

async function ingot(...argumentsGiven) {
  try {
    return (await promisify(execFile)(ingotPath, argumentsGiven, { maxBuffer: 1 << 26, timeout: 300_000 })).stdout;
  } catch (error) {
    const said = (error.stderr || error.stdout || error.message).trim();
    throw new Error(`ingot ${argumentsGiven[0]} ended with ${error.code}: ${said.slice(-500)}`);
  }
}

async function compare(peer, file, prompt, type, name, count = tokenCount) {
  const answer = JSON.parse(await ingot("run", file, "-p", prompt, "-n", String(count), "--temp", "0", "--json"));
  const path = answer.tokens;
  if (!Array.isArray(path) || path.length > count || !path.every(Number.isInteger))
    throw new Error(`ingot run gave no list of at most ${count} token ids.`);
  const bound = ["F32", "F16", "BF16", "COPY"].includes(type) ? boundForPlain : boundForBlocks;
  const shortfalls = await follow(peer, tokenize(peer, prompt), path, count);
  const different = shortfalls.flatMap((shortfall, step) => (shortfall > 0 ? [{ shortfall, step }] : []));
  const tooFar = different.find(({ shortfall }) => shortfall > bound);
  nearTies += different.length - (tooFar ? 1 : 0);
  if (tooFar)
    report(false, name, `token ${tooFar.step} is ${tooFar.shortfall.toFixed(4)} nats behind llama.cpp's choice (bound ${bound})`);
  else if (different.length > nearTiesAllowed)
    report(false, name, `${different.length} near ties in ${path.length} tokens, at most ${nearTiesAllowed} allowed`);
  else
    report(true, name, `${path.length} tokens agree` + (different.length ? `, ${different.length} of them near ties` : ""));
}

// One read for all of them, one short run for each.
async function runEveryOtherType(llama, folder) {
  const source = join(root, sources[0]);
  const matrix = join(root, "tests/Golden/quant/internlm2-tiny/imatrix.gguf");
  const wanted = (types) => types.flatMap((type) => ["-q", type]);
  await ingot("convert", source, "-o", join(folder, "{type}.gguf"), ...wanted(otherTypes));
  await ingot("convert", source, "-o", join(folder, "{type}.gguf"), "--imatrix", matrix, ...wanted(typesByImportance));
  for (const type of typesByName)
    await ingot("convert", source, "-o", join(folder, `${type}.gguf`), "-q", "Q8_0", "--tensor-type", `(ffn|attn).*=${type}`);
  for (const type of [...otherTypes, ...typesByImportance, ...typesByName]) {
    const name = `${sources[0]} as ${type}`;
    const file = join(folder, `${type}.gguf`);
    await withModel(llama, file, (peer) => compare(peer, file, onePrompt, type, name, fewTokens)).catch((error) => report(false, name, error.message));
    await rm(file, { force: true });
  }
}

// Roads that end in a GGUF otherwise than straight from a 16-bit checkpoint.
async function runEveryOtherRoad(llama, folder) {
  const source = join(root, sources[0]);
  const roads = {
    "fitted to a size": async (file) => ingot("convert", source, "-o", file, "--fit", "2.2MB", "--ctx", "256"),
    "there, back and there again": async (file) => {
      const first = join(folder, "first.gguf"), back = join(folder, "back");
      await ingot("convert", source, "-o", first, "-q", "BF16");
      await ingot("convert", first, "-o", back, "--to", "hf");
      await ingot("convert", back, "-o", file, "-q", "Q4_K_M");
      await rm(first);
    },
  };
  for (const quantized of ["qwen2-tiny-bnb-nf4", "llama-tiny-bnb-int8"]) {
    const model = join(referenceData, "models", quantized);
    if (existsSync(model)) roads[`from ${quantized}`] = async (file) => ingot("convert", model, "-o", file, "-q", "Q4_K_M", "--verify");
    else console.log(`skip ${quantized}: not in ${referenceData}`);
  }
  for (const [name, make] of Object.entries(roads)) {
    const file = join(folder, "road.gguf");
    try {
      await make(file);
      await withModel(llama, file, (peer) => compare(peer, file, onePrompt, "Q4_K_M", name, fewTokens));
    } catch (error) {
      report(false, name, error.message);
    } finally {
      await rm(file, { force: true });
    }
  }
}

const folder = await mkdtemp(join(tmpdir(), "ingot-peers-"));
try {
  const llama = await startLlamaCpp();
  console.log(`llama.cpp ${llama.llamaCppRelease.release} against ${ingotPath}`);
  for (const source of sources)
    for (const type of types) {
      const file = join(folder, `${source.split("/").at(-1)}-${type}.gguf`);
      const nameOf = (prompt) => `${source} as ${type}, ${JSON.stringify(prompt)}`;
      try {
        await ingot("convert", join(root, source), "-o", file, "-q", type);
        await withModel(llama, file, async (peer) => {
          for (const prompt of prompts)
            await compare(peer, file, prompt, type, nameOf(prompt)).catch((error) => report(false, nameOf(prompt), error.message));
        });
      } catch (error) {
        report(false, `${source} as ${type}`, error.message);
      } finally {
        await rm(file, { force: true });
      }
    }
  await runEveryOtherType(llama, folder);
  await runEveryOtherRoad(llama, folder);
  await llama.dispose();
} finally {
  await rm(folder, { recursive: true, force: true });
}

console.log(`${nearTies} near ties in all`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
