package validation

// scheduleBounds are the least and the greatest value of a schedule's five fields.
var scheduleBounds = [fieldsOfSchedule][2]int{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}}

// isPlainSchedule reports whether the schedule is surely good: five fields of numbers, stars, ranges, steps and
// lists, one blank between them. Names, short forms and all that is wrong are left to the parser.
func isPlainSchedule(text string) bool {
	for i, bounds := range scheduleBounds {
		rest, ok := cutScheduleField(text, bounds[0], bounds[1])
		if !ok {
			return false
		}
		if i == len(scheduleBounds)-1 {
			return rest == ""
		}
		if rest == "" || rest[0] != ' ' {
			return false
		}
		text = rest[1:]
	}
	return false
}

// cutScheduleField takes a list of ranges from the front of the text.
func cutScheduleField(text string, least, greatest int) (rest string, ok bool) {
	for {
		if text, ok = cutScheduleRange(text, least, greatest); !ok {
			return text, false
		}
		if text == "" || text[0] != ',' {
			return text, true
		}
		text = text[1:]
	}
}

// cutScheduleRange takes a star, a number or a range from the front of the text, and the step behind it.
func cutScheduleRange(text string, least, greatest int) (rest string, ok bool) {
	if text != "" && text[0] == '*' {
		text = text[1:]
	} else {
		var from, to int
		if from, text, ok = cutScheduleNumber(text); !ok || from < least || from > greatest {
			return text, false
		}
		if text != "" && text[0] == '-' {
			if to, text, ok = cutScheduleNumber(text[1:]); !ok || to < from || to > greatest {
				return text, false
			}
		}
	}
	if text != "" && text[0] == '/' {
		var step int
		if step, text, ok = cutScheduleNumber(text[1:]); !ok || step == 0 {
			return text, false
		}
	}
	return text, true
}

// cutScheduleNumber takes a number of one or two digits from the front of the text.
func cutScheduleNumber(text string) (number int, rest string, ok bool) {
	digits := 0
	for digits < len(text) && digits < 3 && '0' <= text[digits] && text[digits] <= '9' {
		number = number*10 + int(text[digits]-'0')
		digits++
	}
	return number, text[digits:], digits == 1 || digits == 2
}
