// Times vesin (github.com/Luthaf/vesin) for bench/neighbours.ts. Built outside the repository, with VESIN a checkout's folder `vesin`:
//   g++ -O3 -march=native -std=c++17 -I $VESIN/include bench/vesin_timer.cpp $VESIN/src/{vesin,cpu_cell_list,verlet,vesin_cuda_stub}.cpp -lpthread -o vesin_timer
// Reads a structure (n, cutoff, 9 cell numbers, 3 flags, 3n coordinates), then answers each line with the processor milliseconds of one call and the number of pairs.
#include <cstdio>
#include <ctime>
#include <vector>
#include "vesin.h"

int main() {
    size_t n;
    double cutoff, box[3][3];
    int flags[3];
    if (scanf("%zu %lf", &n, &cutoff) != 2) return 1;
    for (auto& row : box) for (double& v : row) if (scanf("%lf", &v) != 1) return 1;
    for (int& f : flags) if (scanf("%d", &f) != 1) return 1;
    std::vector<double> points(3 * n);
    for (double& v : points) if (scanf("%lf", &v) != 1) return 1;
    bool periodic[3] = {flags[0] != 0, flags[1] != 0, flags[2] != 0};
    VesinOptions options{cutoff, true, true, VesinAutoAlgorithm, 1, true, true, true, 0.0};
    VesinNeighborList list;
    VesinDevice cpu{VesinCPU, 0};
    char line[16];
    fgets(line, sizeof line, stdin);
    while (fgets(line, sizeof line, stdin)) {
        const char* message = nullptr;
        clock_t start = clock();
        if (vesin_neighbors(reinterpret_cast<double (*)[3]>(points.data()), n, box, periodic, cpu, options, &list, &message) != 0) {
            fprintf(stderr, "%s\n", message);
            return 1;
        }
        double ms = 1e3 * double(clock() - start) / CLOCKS_PER_SEC;
        printf("%.6f %zu\n", ms, list.length);
        fflush(stdout);
    }
    vesin_free(&list);
}
