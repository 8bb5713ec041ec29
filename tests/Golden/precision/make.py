# What transformers computes in half precision: what goes into the linear layers of the first and the last block, and the residual
# stream after each of these. python3 make.py MODELS: a folder with llama-tiny and qwen2-tiny.
import hashlib, json, pathlib, platform, sys, torch, transformers
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
inputs = {"attention": "self_attn.q_proj", "gathered": "self_attn.o_proj", "feed_forward": "mlp.up_proj", "hidden": "mlp.down_proj"}
files = {}
for name in ["llama-tiny", "qwen2-tiny"]:
    ids = json.loads((here.parent / "models/expected" / name / "expected_generation.json").read_text())["greedy"]["float32"][0]["prompt_ids"]
    tensors = {"ids": torch.tensor(ids, dtype=torch.int64)}
    for type in [torch.float16, torch.bfloat16]:
        model = transformers.AutoModelForCausalLM.from_pretrained(pathlib.Path(sys.argv[1]) / name, dtype=type, attn_implementation="eager").eval()
        short = str(type).removeprefix("torch.")
        for layer in [0, len(model.model.layers) - 1]:
            block = model.model.layers[layer]
            def keep(what, value, short=short, layer=layer):
                tensors[f"{short}.{layer}.{what}"] = value.detach()[0].clone().contiguous()
            for what, module in inputs.items():
                block.get_submodule(module).register_forward_pre_hook(lambda _, given, what=what, keep=keep: keep(what, given[0]))
            block.register_forward_hook(lambda _, given, out, keep=keep: keep("residual", out[0] if isinstance(out, tuple) else out))
        with torch.no_grad():
            model(torch.tensor([ids]), use_cache=False)
    save_file(tensors, here / f"{name}.safetensors")
    files[f"{name}.safetensors"] = hashlib.sha256((here / f"{name}.safetensors").read_bytes()).hexdigest()
manifest = {
    "tool": "transformers", "version": transformers.__version__, "torch": torch.__version__, "python": platform.python_version(),
    "command": "python3 make.py MODELS", "seed": None, "attention": "eager", "device": "cpu", "files": files,
}
(here / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
