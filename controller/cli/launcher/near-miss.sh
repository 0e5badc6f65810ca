# near_miss WRONG VALID...: prints the valid word nearest to the wrong one, if a third of its letters or fewer differ.

near_miss() {
  local wrong=$1 word best="" least=99 far
  shift
  for word in "$@"; do
    far=$(edits "$wrong" "$word")
    if ((far < least && far <= (${#word} < 6 ? 1 : ${#word} / 3))); then
      least=$far
      best=$word
    fi
  done
  printf '%s' "$best"
}

# edits A B: the Levenshtein distance, one row at a time.
edits() {
  local a=$1 b=$2 i j cost above left diagonal row=()
  for ((j = 0; j <= ${#b}; j++)); do row[j]=$j; done
  for ((i = 1; i <= ${#a}; i++)); do
    diagonal=${row[0]}
    row[0]=$i
    for ((j = 1; j <= ${#b}; j++)); do
      above=${row[j]}
      left=${row[j - 1]}
      [[ ${a:i-1:1} == "${b:j-1:1}" ]] && cost=$diagonal || cost=$((diagonal + 1))
      ((above + 1 < cost)) && cost=$((above + 1))
      ((left + 1 < cost)) && cost=$((left + 1))
      diagonal=$above
      row[j]=$cost
    done
  done
  printf '%s' "${row[${#b}]}"
}
