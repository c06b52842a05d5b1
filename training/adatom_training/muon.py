"""Muon: momentum, made orthogonal, for the weight matrices; AdamW for everything else, in one optimiser with one state.

K. Jordan et al., *Muon: an optimizer for hidden layers in neural networks* (2024); the step is scaled by 0.2 sqrt(max(rows,
columns)) so that its root mean square is that of AdamW and both share a rate (J. Liu et al., arXiv:2502.16982). Nequix was
trained with it (T. Koker et al., arXiv:2508.16067).
"""

import torch

MOMENTUM = 0.95
#: quintic Newton-Schulz coefficients of Jordan et al.: singular values of any size go to about 1 within five iterations
QUINTIC = (3.4445, -4.7750, 2.0315)


def matrices_of(net):
    """The parameters that act as matrices on features: two-dimensional, neither embeddings nor tables by fidelity, nor a row."""
    tables = {id(p) for name, p in net.named_parameters() if name.startswith(("emb", "sh", "out_fid", "shift_fid")) or name.endswith("fid")}
    return [p for p in net.parameters() if p.ndim == 2 and min(p.shape) > 1 and id(p) not in tables]


def orthogonal(m):
    """The nearest semi-orthogonal matrix, approximately: all singular values of m [R, C] near 1."""
    a, b, c = QUINTIC
    x = m.T if m.shape[0] > m.shape[1] else m
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if m.shape[0] > m.shape[1] else x


class MuonAdamW(torch.optim.AdamW):
    """Groups with `muon` set take Muon's step; the others AdamW's."""

    @torch.no_grad()
    def step(self, closure=None):
        hidden = [group for group in self.param_groups if group.get("muon")]
        plain = [group for group in self.param_groups if not group.get("muon")]
        for group in hidden:
            for p in group["params"]:
                self.muon(p, group)
        self.param_groups = plain
        try:
            return super().step(closure)
        finally:
            self.param_groups = plain + hidden

    def muon(self, p, group):
        if not self.state[p]:
            self.state[p].update(step=torch.tensor(0.0), momentum=torch.zeros_like(p))  # AdamW wants a step when it reads a state back
        momentum = self.state[p]["momentum"]
        momentum.lerp_(p.grad, 1 - MOMENTUM)
        p.mul_(1 - group["lr"] * group["weight_decay"])
        p.add_(orthogonal(p.grad.lerp(momentum, MOMENTUM)), alpha=-0.2 * max(p.shape) ** 0.5 * group["lr"])
