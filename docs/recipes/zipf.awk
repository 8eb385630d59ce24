# 600,000 made-up words of a Zipf distribution over 50,000, half of which follow from the word before: awk -f zipf.awk > zipf.txt (mawk)
BEGIN {
  srand(42); V = 50000; prev = 1
  for (r = 1; r <= V; r++) total += 1 / r
  for (r = 1; r <= V; r++) { sum += 1 / r; below[r] = sum / total }
  for (i = 0; i < 600000; i++) {
    if (rand() < 0.5) w = prev % V + 1
    else {
      x = rand(); lo = 1; hi = V
      while (lo < hi) { m = int((lo + hi) / 2); if (below[m] < x) lo = m + 1; else hi = m }
      w = lo
    }
    printf "w%d%s", w, (i % 12 == 11 ? "\n" : " "); prev = w
  }
}
