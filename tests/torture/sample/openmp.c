// SPDX-License-Identifier: GPL-2.0-or-later
/* flags: -fopenmp */
extern int work(int);
extern void log_it(void);
static int shared_by_all;
#pragma omp threadprivate(shared_by_all)
#pragma omp declare reduction(most : int : omp_out = omp_in > omp_out ? omp_in : omp_out) initializer(omp_priv = 0)
#pragma omp declare simd notinbranch
int simple(int n) { return n * 2; }

int loops(int n, int *a)
{
	int total = 0, most = 0;

#pragma omp parallel for reduction(+ : total) schedule(dynamic, 4) if (n > 3) collapse(2)
	for (int i = 0; i < n; i++)
		for (int j = 0; j < 10; j++)
			total += work(a[i]) + j;
#pragma omp parallel reduction(most : most) firstprivate(n)
	{
#pragma omp single nowait
		for (int i = 0; i < n; i++)
#pragma omp task untied depend(inout : a[i])
			a[i] = work(i);
#pragma omp barrier
#pragma omp critical(name)
		log_it();
#pragma omp sections
		{
			most += shared_by_all;
#pragma omp section
			n++;
		}
#pragma omp atomic capture
		{ most = total; total += 1; }
	}
#pragma omp simd safelen(4) aligned(a)
	for (int i = 0; i < n; i++)
		a[i] = simple(a[i]);
#pragma omp target map(tofrom : a[0:n])
#pragma omp teams distribute parallel for
	for (int i = 0; i < n; i++)
		a[i]++;
#pragma omp taskloop
	for (int i = 0; i < n; i++)
		work(i);
	return total + most;
}
