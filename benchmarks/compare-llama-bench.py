"""Runs ingot bench and llama-bench by turns on the same files and prints the medians side by side.

    python3 benchmarks/compare-llama-bench.py --ingot out/ingot --llama-bench llama-bench --log runs.jsonl model-Q4_0.gguf model-Q8_0.gguf

Each run is a line of the log; a log that is there already is added to, so rounds may be spread over quiet moments.
"""
import argparse
import json
import os
import shlex
import statistics
import subprocess


def run(program, tool, model, arguments):
    command = [*shlex.split(program), *(["bench"] if tool == "ingot" else []), "-m", model, "-o", "jsonl", "-r", "1",
               "-p", arguments.prompt, "-n", arguments.generate, "-t", arguments.threads]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return [{**json.loads(line), "tool": tool, "model": os.path.basename(model)} for line in output.splitlines() if line.startswith("{")]


def name(run):
    return f"pp{run['n_prompt']}" if run["n_prompt"] else f"tg{run['n_gen']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*")
    parser.add_argument("--ingot", default="ingot")
    parser.add_argument("--llama-bench", default="llama-bench")
    parser.add_argument("--log", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-p", "--prompt", default="256")
    parser.add_argument("-n", "--generate", default="32")
    parser.add_argument("-t", "--threads", default=str(os.cpu_count()))
    arguments = parser.parse_args()

    for _ in range(arguments.rounds if arguments.models else 0):
        for model in arguments.models:
            for tool, program in (("llama-bench", arguments.llama_bench), ("ingot", arguments.ingot)):
                lines = run(program, tool, model, arguments)
                with open(arguments.log, "a", encoding="utf-8") as log:
                    log.writelines(json.dumps(line) + "\n" for line in lines)

    with open(arguments.log, encoding="utf-8") as log:
        runs = [json.loads(line) for line in log]
    print("| model | test | llama-bench t/s | ingot t/s | ratio | share of peak | rounds |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for model, test in dict.fromkeys((one["model"], name(one)) for one in runs):
        speeds = {tool: [one["avg_ts"] for one in runs if (one["tool"], one["model"], name(one)) == (tool, model, test)] for tool in ("llama-bench", "ingot")}
        theirs, ours = (statistics.median(speeds[tool]) for tool in ("llama-bench", "ingot"))
        share = statistics.median(one["share_of_peak"] for one in runs if (one["tool"], one["model"], name(one)) == ("ingot", model, test))
        print(f"| {model} | {test} | {theirs:.1f} | {ours:.1f} | {ours / theirs:.2f} | {share:.0%} | {len(speeds['ingot'])} |")
    own = [one for one in runs if one["tool"] == "ingot"]
    bandwidth, operations = (statistics.median(one[key] for one in own) / 1e9 for key in ("peak_bytes_per_second", "peak_flops"))
    print(f"\n{own[0]['cpu_info']}, {own[0]['n_threads']} threads: copying moves {bandwidth:.1f} GB/s, fp32 reaches {operations:.0f} GFLOP/s.")


main()
