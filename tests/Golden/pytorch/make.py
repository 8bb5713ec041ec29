"""Makes the archives in this folder: python3 make.py, with PyTorch 2 and safetensors. Not to be run again to turn a test green."""
import collections, hashlib, json, os, sys, zipfile
import torch

torch.manual_seed(20260401)
base = torch.randn(6, 8)
shared = torch.arange(24, dtype=torch.float32)
state = collections.OrderedDict(
    plain=base, transposed=base.t(), cut=base[1:4, 2:7], cube=torch.randn(2, 3, 4).permute(2, 0, 1), shared_a=shared[:8], shared_b=shared[8:].view(4, 4),
    every_other=shared[::2], repeated=torch.tensor([[1.0], [2.0]]).expand(2, 3), scalar=torch.tensor(3.5), empty=torch.empty(0, 3),
    parameter=torch.nn.Parameter(torch.randn(2, 2).to(torch.bfloat16)), half=torch.randn(3).to(torch.float16), double=torch.randn(3).double(),
    i64=torch.arange(-1, 2), i32=torch.arange(3, dtype=torch.int32), i16=torch.arange(3, dtype=torch.int16), i8=torch.arange(3, dtype=torch.int8),
    u8=torch.arange(3, dtype=torch.uint8), flags=torch.tensor([True, False]))
state._metadata = {"": {"version": 1}}
new_types = collections.OrderedDict(
    u16=torch.tensor([1, 65535], dtype=torch.uint16), u32=torch.tensor([1, 2**32 - 1], dtype=torch.uint32),
    f8a=torch.randn(4).to(torch.float8_e4m3fn), f8b=torch.randn(4).to(torch.float8_e5m2), plain=base)
training = {
    "epoch": 3, "optimizer": {"state": {0: {"exp_avg": base * 2}}}, "model": {"state_dict": state},
    "args": {"lr": 1e-3, "name": "run", "none": None, "list": [1, (2, 3)], "set": {4, 5}, "size": torch.Size([1, 2]), "dtype": torch.float16,
             "device": torch.device("cpu"), "big": 2**70, "bytes": b"\x00\xff"}}
files = {}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def stored(tensor):
    return tensor.detach().contiguous().flatten().view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


def save(name, value, tensors, **how):
    torch.save(value, name, **how)
    files[name] = {"arguments": how, "sha256": sha256(open(name, "rb").read()), "tensors": [
        {"name": key, "dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "sha256": sha256(stored(tensor))}
        for key, tensor in tensors.items()]}


save("zip.pt", state, state)
save("legacy.pt", state, state, _use_new_zipfile_serialization=False)
save("zip-protocol-5.pt", state, state, pickle_protocol=5)
save("legacy-protocol-4.pt", state, state, pickle_protocol=4, _use_new_zipfile_serialization=False)
save("new-types.pt", new_types, new_types)
save("training.pt", training, state)
with zipfile.ZipFile("zip.pt") as plain, zipfile.ZipFile("deflated.pt", "w", zipfile.ZIP_DEFLATED) as packed:
    for name in plain.namelist():
        packed.writestr(name, plain.read(name))
json.dump({"tool": "PyTorch", "version": torch.__version__, "python": sys.version.split()[0], "command": "python3 make.py", "seed": 20260401, "files": files},
          open("manifest.json", "w"), separators=(",", ":"))
